package org.busbar.web.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.busbar.api.site.SiteChange;
import org.busbar.web.rest.openapi.Needed;
import org.jspecify.annotations.Nullable;

/** What clients say of a device, and the changes of site.yaml that it makes. */
final class DeviceRequests {
  private static final String DEVICES = "devices";
  private static final String CONNECTIONS = "connections";

  private DeviceRequests() {}

  /**
   * A device that is to be.
   *
   * @param id its name
   * @param profile id of the profile that describes it
   * @param driver id of a driver in code, in the place of a profile
   * @param type what the driver is to make of it
   * @param connection name of its connection
   * @param wire settings of the connection, {@code transport} among them, where it is new or is to
   *     be another
   * @param consent who allows what, when and why: {@code {control: {by, on, why}}}
   * @param group group it belongs to; none, or the site, where it belongs to the site itself
   */
  record DeviceRequest(
      @Needed @Nullable String id,
      @Nullable String profile,
      @Nullable String driver,
      @Nullable String type,
      @Needed @Nullable String connection,
      @Nullable Map<String, String> wire,
      @Nullable Integer unit,
      @Nullable Map<String, String> options,
      @Nullable Map<String, Map<String, String>> consent,
      @Nullable String chemistry,
      @Nullable String bms,
      @Nullable String group,
      @Nullable String reason) {}

  /** What is to be different of a device; what is not named stays. */
  record DeviceUpdate(
      @Nullable String profile,
      @Nullable String driver,
      @Nullable String type,
      @Nullable String connection,
      @Nullable Map<String, String> wire,
      @Nullable Integer unit,
      @Nullable Map<String, String> options,
      @Nullable Map<String, Map<String, String>> consent,
      @Nullable String chemistry,
      @Nullable String bms,
      @Nullable String group,
      @Nullable String reason) {}

  /** The same of a device that is new. */
  static DeviceUpdate of(DeviceRequest request) {
    return new DeviceUpdate(
        request.profile(),
        request.driver(),
        request.type(),
        request.connection(),
        request.wire(),
        request.unit(),
        request.options(),
        request.consent(),
        request.chemistry(),
        request.bms(),
        request.group(),
        request.reason());
  }

  /** Changes that make a device what is asked for. */
  static List<SiteChange> changes(String id, DeviceUpdate update, Map<String, Object> document) {
    List<SiteChange> changes = new ArrayList<>();
    Map<String, Object> device = new LinkedHashMap<>(map(map(document, DEVICES), id));
    put(device, "profile", update.profile());
    put(device, "driver", update.driver());
    put(device, "type", update.type());
    if (update.profile() != null) {
      device.remove("driver");
      device.remove("type");
    } else if (update.driver() != null) {
      device.remove("profile");
    }
    put(device, "connection", update.connection());
    put(device, "unit", update.unit() == null ? null : update.unit().toString());
    put(device, "options", update.options());
    put(device, "consent", update.consent());
    put(device, "chemistry", update.chemistry());
    put(device, "bms", update.bms());
    device.values().removeIf(DeviceRequests::isNothing);
    if (update.wire() != null && device.get("connection") instanceof String connection) {
      changes.add(new SiteChange(List.of(CONNECTIONS, connection), update.wire()));
    }
    changes.add(new SiteChange(List.of(DEVICES, id), device));
    if (update.group() != null) {
      changes.addAll(new TreeEdit(document).move(id, update.group()).changes());
    }
    return changes;
  }

  /** Changes that take a device out, with its limits and its place. */
  static List<SiteChange> removal(String id, Map<String, Object> document) {
    List<SiteChange> changes = new ArrayList<>();
    changes.add(new SiteChange(List.of(DEVICES, id), null));
    if (map(document, "limits").containsKey(id)) {
      changes.add(new SiteChange(List.of("limits", id), null));
    }
    changes.addAll(new TreeEdit(document).remove(id).changes());
    Object connection = map(map(document, DEVICES), id).get("connection");
    boolean shared =
        map(document, DEVICES).entrySet().stream()
            .filter(each -> !each.getKey().equals(id))
            .anyMatch(
                each ->
                    each.getValue() instanceof Map<?, ?> other
                        && String.valueOf(other.get("connection")).equals(connection));
    if (!shared
        && connection instanceof String name
        && map(document, CONNECTIONS).containsKey(name)) {
      changes.add(new SiteChange(List.of(CONNECTIONS, name), null));
    }
    return changes;
  }

  /** Which field of the request a key of the file is. */
  static UnaryOperator<String> fields(String id) {
    return path -> {
      String own = DEVICES + "." + id;
      if (path.equals(own)) {
        return "id";
      }
      if (path.startsWith(own + ".")) {
        return path.substring(own.length() + 1);
      }
      return path.startsWith(CONNECTIONS + ".")
          ? "wire" + path.substring(Math.max(path.indexOf('.', CONNECTIONS.length() + 1), 0))
          : path;
    };
  }

  private static boolean isNothing(Object value) {
    return value.equals("")
        || (value instanceof Map<?, ?> map && map.isEmpty())
        || (value instanceof List<?> list && list.isEmpty());
  }

  private static void put(Map<String, Object> into, String key, @Nullable Object value) {
    if (value != null) {
      into.put(key, value);
    }
  }

  /** A mapping of the document; an empty one where it is not there. */
  @SuppressWarnings("unchecked") // keys of a document are texts
  static Map<String, Object> map(Map<String, Object> within, String key) {
    return within.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
