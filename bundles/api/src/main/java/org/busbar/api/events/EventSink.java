package org.busbar.api.events;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Takes events of one site. Any thread; never blocks. */
@ProviderType
public interface EventSink {
  /** Records what happened; time and sequence are added here. */
  void raise(
      Severity severity, String source, String kind, String text, Map<String, String> values);

  /** Records what happened without figures. */
  default void raise(Severity severity, String source, String kind, String text) {
    raise(severity, source, kind, text, Map.of());
  }
}
