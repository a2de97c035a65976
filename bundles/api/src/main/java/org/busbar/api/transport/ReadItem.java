package org.busbar.api.transport;

/** What is to be read, in a transport's own terms. */
public sealed interface ReadItem permits Registers {}
