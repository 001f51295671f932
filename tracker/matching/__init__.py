"""What lies near a text, across organisations and languages; plain data, no web, no database.

How to call it::

    encoder = get_encoder()                       # encoder.py; None: words alone decide
    stored = to_bytes(vector_of(encoder, title, details))    # vectors.py; kept beside the text
    text = Text(id, title, details, language, stored)        # texts.py; language may be ""

    corpus = Corpus(texts)                        # corpus.py; all of one programme
    corpus = corpus.with_texts([text])            # adds, or replaces by id
    corpus = corpus.without([id])
    seen = corpus.restricted_to(ids)                # one viewer's sight: ask nothing else
    matches = seen.nearest(Text("", typed, "", "", to_bytes(vector_of(encoder, typed))), 10)
    shown = worth_showing(matches, seen.thresholds)     # showing.py; may be empty, and should be
    likely = [match for match in shown if match.score >= seen.thresholds.likely]

Each call gives a new corpus and shares the rows of the old. An answer depends on the texts in
the corpus that is asked and on nothing else, to the last bit; `restricted_to` costs some
milliseconds, so keep one per sight and revision. `encoder_in_use()` is for administrators.
"""
