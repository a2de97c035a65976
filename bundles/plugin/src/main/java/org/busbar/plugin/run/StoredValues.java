package org.busbar.plugin.run;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Reads what Configuration Admin keeps. */
final class StoredValues {
  private static final Set<String> OWN =
      Set.of(
          Constants.SERVICE_PID,
          ConfigurationAdmin.SERVICE_FACTORYPID,
          ConfigurationAdmin.SERVICE_BUNDLELOCATION);

  private StoredValues() {}

  /** By PID; an instance of a factory is {@code PID~NAME}. */
  static Map<String, Map<String, Object>> of(ConfigurationAdmin admin, Collection<String> pids)
      throws IOException {
    Map<String, Map<String, Object>> byPid = new TreeMap<>();
    try {
      Configuration[] all = admin.listConfigurations(null);
      for (Configuration each : all == null ? new Configuration[0] : all) {
        String pid = each.getPid();
        if (pids.contains(pid) || pids.contains(pid.split("~", 2)[0])) {
          byPid.put(pid, values(each.getProperties()));
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter is valid", e);
    }
    return byPid;
  }

  private static Map<String, Object> values(Dictionary<String, Object> properties) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String key : Collections.list(properties.keys())) {
      if (!OWN.contains(key)) {
        values.put(key, properties.get(key));
      }
    }
    return values;
  }
}
