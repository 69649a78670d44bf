"""What HTTP asks of every answer: negotiation, tags, codings, connections."""
