package org.busbar.web.rest.view;

/** A page of the console that a bundle brings; {@code module} is where its ES module is read. */
public record PageView(String id, String title, String module) {}
