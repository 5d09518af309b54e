"""Charts that travel: each with its options, in a frame, as a picture or as a figure on other sites."""
