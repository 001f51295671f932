"""Similarity search of texts, across organisations and languages; no web, no database.

How to call it::

    encoder = get_encoder()                       # encoder.py; None: words alone decide
    stored = to_bytes(vector_of(encoder, title, details))    # vectors.py; stored with the text
    text = Text(id, title, details, language, stored)        # texts.py; language may be ""

    corpus = Corpus(texts)                        # corpus.py; all of one programme
    corpus = corpus.with_texts([text])            # adds, or replaces by id
    corpus = corpus.without([id])
    seen = corpus.restricted_to(ids)                # one viewer's sight: search nothing else
    matches = seen.nearest(Text("", input, "", "", to_bytes(vector_of(encoder, input))), 10)
    shown = worth_showing(matches, seen.thresholds)     # thresholds.py; often empty, rightly
    likely = [match for match in shown if match.score >= seen.thresholds.likely]

Each call returns a new corpus that shares the rows of the old. A result depends on the texts in
the corpus that is searched and on nothing else, to the last bit; `restricted_to` costs some
milliseconds, so cache one per sight and revision. `encoder_in_use()` is for administrators.
"""
