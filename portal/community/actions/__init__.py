"""What people do in groups: enter and leave them, open topics, reply, support, moderate."""
