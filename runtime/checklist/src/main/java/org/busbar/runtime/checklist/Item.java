package org.busbar.runtime.checklist;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.site.Node;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Section;

/**
 * Something that has to be shown before a site is controlled.
 *
 * @param id its key in the evidence file: {@code follows/bat1}
 * @param text what has to be shown, one sentence
 */
record Item(String id, String text) {

  /** All items of a site, in the order of the list. */
  static List<Item> of(SiteModel site, String list) throws ConfigException {
    Section file = Document.parse("items.yaml", list);
    file.text("busbar");
    List<Item> items = new ArrayList<>();
    Map<String, Section> kinds = file.sections("items");
    for (Map.Entry<String, Section> kind : kinds.entrySet()) {
      String text = kind.getValue().text("text");
      String scope = kind.getValue().text("scope");
      for (String subject : subjects(site, scope)) {
        items.add(
            new Item(subject.isEmpty() ? kind.getKey() : kind.getKey() + "/" + subject, text));
      }
    }
    file.finish();
    return items;
  }

  private static List<String> subjects(SiteModel site, String scope) {
    return switch (scope) {
      case "site" -> List.of("");
      case "meter" ->
          site.nodes().values().stream()
              .flatMap((Node node) -> node.meter().stream())
              .map(NodeId::value)
              .distinct()
              .toList();
      case "controlled" ->
          site.devices().stream()
              .filter(device -> device.consents().contains("control"))
              .map(DeviceConfig::id)
              .map(NodeId::value)
              .toList();
      default -> throw new IllegalArgumentException("unknown scope '" + scope + "'");
    };
  }
}
