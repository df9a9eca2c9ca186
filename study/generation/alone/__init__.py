"""Whether a statement stands alone: understood without the sentences around it."""
