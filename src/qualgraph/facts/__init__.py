"""Facts: what a document says, in the words of the field, each with its evidence."""
