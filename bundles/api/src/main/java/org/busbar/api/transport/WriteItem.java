package org.busbar.api.transport;

/** What is to be written, in a transport's own terms. */
public sealed interface WriteItem permits RegisterWrite {}
