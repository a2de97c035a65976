package org.busbar.web.rest.live;

import java.util.Optional;
import org.busbar.web.rest.json.Json;
import org.busbar.web.rest.live.message.Outgoing;
import org.busbar.web.rest.view.SiteView;
import org.jspecify.annotations.Nullable;

/** The document of the site as it is shown, with a version; kept back as points are. One thread. */
final class Overview {
  private @Nullable SiteView shown;
  private Optional<String> frame = Optional.empty();
  private long shownNanos;
  private long version;

  /** Shows what is true now, if that is something else and may be shown already. */
  void take(SiteView now, long nowNanos, Json json) {
    SiteView before = shown;
    boolean same = before != null && before.at(now.step()).equals(now);
    if (same || (before != null && nowNanos - shownNanos < Board.EACH_NANOS)) {
      return;
    }
    shown = now;
    shownNanos = nowNanos;
    version++;
    frame = Optional.of(json.text(new Outgoing.SiteFrame("site", now)));
  }

  /** Grows whenever something else is shown. */
  long version() {
    return version;
  }

  /** What is shown, empty before the first. */
  Optional<String> frame() {
    return frame;
  }
}
