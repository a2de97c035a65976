package org.busbar.config.api;

/** A part of a document: a mapping or a single value. */
public sealed interface Element permits Section, Scalar {}
