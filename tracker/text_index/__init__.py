"""The text index: stored vectors in step with texts, and nearest texts."""
