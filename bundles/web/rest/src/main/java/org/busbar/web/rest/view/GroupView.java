package org.busbar.web.rest.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of devices.
 *
 * @param id its name
 * @param parent node above it
 * @param meter device that measures it, null where none does
 * @param members devices and groups directly below
 */
public record GroupView(String id, String parent, @Nullable String meter, List<String> members) {}
