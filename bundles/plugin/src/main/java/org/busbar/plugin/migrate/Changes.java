package org.busbar.plugin.migrate;

import java.util.ArrayList;
import java.util.List;
import org.busbar.api.site.SiteChange;
import org.jspecify.annotations.Nullable;

/** Changes in their order, and what takes them back in its. */
record Changes(List<SiteChange> made, List<SiteChange> back) {
  Changes() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  void add(List<String> path, @Nullable Object before, @Nullable Object after) {
    made.add(new SiteChange(path, after));
    back.addFirst(new SiteChange(path, before));
  }
}
