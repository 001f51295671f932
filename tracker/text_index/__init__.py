"""The text index: stored embeddings of texts, and similarity search within sight."""
