"""Sessions: store, devices, second step, safe redirects, form replay, local drafts."""
