"""What the text of a joint statement holds for the record: a proposal for each of its paragraphs.

Rules over the text alone: how it falls into paragraphs (`paragraphs`), by which words they are known
(`keywords`), what is proposed of each, and which of its words made that (`proposals`).
"""
