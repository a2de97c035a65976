package org.busbar.web.rest.view;

import java.util.List;

/** What differs between two generations: plug-ins, then configuration. */
public record PluginDifferenceView(int from, int to, List<String> lines) {}
