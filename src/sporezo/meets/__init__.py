"""A session people join: the meet, who is in, waiting or out, and its court. Leaves why it was proposed to
`rounds`."""
