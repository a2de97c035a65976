package org.busbar.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every path of the REST interface that changes something about plug-ins leads to one record with
 * what was before and what is after. Which paths there are is read from the published description.
 */
@Timeout(60)
class RecordedTest {
  private static final Path OPENAPI = Path.of("../../docs/reference/openapi-v1.json");
  private static final Set<String> READING = Set.of("get", "head", "options");

  @TempDir Path home = Path.of("");
  private final List<String> records = new CopyOnWriteArrayList<>();
  private Gateway gateway;
  private Plugins plugins;

  @BeforeEach
  void theFirstVersionRuns() throws Exception {
    gateway = Gateway.onTheFirstOfTwo(home);
    plugins =
        new Recorded(
            unconfirmed(gateway.provisioner),
            () ->
                (kind, by, reason, values) -> {
                  assertTrue(values.containsKey("before") && values.containsKey("after"), kind);
                  records.add(
                      kind + " " + by + " " + values.get("before") + " -> " + values.get("after"));
                });
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  /** Takes one archive, and has a job that waits for a confirmation. */
  private static Plugins unconfirmed(Plugins real) {
    return (Plugins)
        Proxy.newProxyInstance(
            Plugins.class.getClassLoader(),
            new Class<?>[] {Plugins.class},
            (proxy, method, args) -> {
              switch (method.getName()) {
                case "bring" -> {
                  return new Plugins.Brought.Offered(card());
                }
                case "cancel" -> {
                  return true;
                }
                default -> {
                  try {
                    return method.invoke(real, args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }
              }
            });
  }

  private static PluginCard card() {
    List<String> none = List.of();
    return new PluginCard(
        "com.acme.hall",
        "1.0.0",
        "",
        "",
        "",
        "",
        "",
        "private",
        none,
        none,
        none,
        none,
        "",
        "file",
        1,
        none);
  }

  @Test
  void everyPathThatChangesSomethingLeadsToOneRecord() throws Exception {
    Map<String, Callable<?>> ways = new LinkedHashMap<>();
    ways.put("post /plugin-plans", () -> plugins.plan(new PluginWish.Back(2), "anna"));
    ways.put("post /plugin-sources/refresh", () -> plugins.refresh("anna"));
    ways.put(
        "post /plugin-archives",
        () -> plugins.bring(InputStream.nullInputStream(), "hall.busbar", "anna"));
    ways.put("put /plugins/{id}/pin", () -> plugins.pin(Gateway.MODE, true, "anna"));
    ways.put("post /plugins/{id}/restore", this::restore);
    ways.put("post /plugin-jobs", this::begin);
    ways.put("delete /plugin-jobs/{id}", () -> plugins.cancel(1, "anna"));
    assertEquals(changing(), new TreeSet<>(ways.keySet()));

    Map<String, String> expected =
        Map.of(
            "post /plugin-sources/refresh", "plugin-catalogues-fetched anna  -> ",
            "post /plugin-archives", "plugin-brought anna  -> com.acme.hall 1.0.0",
            "put /plugins/{id}/pin", "plugin-pinned anna false -> true",
            "post /plugin-jobs",
                "plugin-wish anna com.acme.mode 1.0.0 -> " + new PluginWish.Back(2));
    for (Map.Entry<String, Callable<?>> way : ways.entrySet()) {
      records.clear();
      gateway.audited.clear();
      way.getValue().call();
      switch (way.getKey()) {
        case "post /plugin-plans" -> assertEquals(List.of(), records, "a plan changes nothing");
        case "post /plugins/{id}/restore" -> {
          assertEquals(List.of(), records);
          List<String> own =
              gateway.audited.stream().filter(each -> each.startsWith("plugin-restored")).toList();
          assertEquals(1, own.size());
          assertTrue(own.getFirst().contains("after=started, before=quarantined"), own.getFirst());
        }
        case "delete /plugin-jobs/{id}" ->
            assertTrue(records.getFirst().startsWith("plugin-wish-taken-back anna "));
        default -> assertEquals(List.of(expected.get(way.getKey())), records, way.getKey());
      }
    }
    gateway.ended(1);
  }

  @Test
  void whatIsCarriedOutIsRecordedAndWhatIsOnlyReadIsNot() throws Exception {
    assertTrue(plugins.export(Gateway.MODE, new ByteArrayOutputStream(), "anna"));
    assertEquals(List.of("plugin-exported anna 1.0.0 -> 1.0.0"), records);
    records.clear();
    plugins.search("", 9);
    plugins.show(Gateway.MODE);
    plugins.installed();
    plugins.jobs();
    plugins.generations();
    plugins.difference(1, 2);
    plugins.sources();
    plugins.pin("com.acme.nowhere", true, "anna");
    plugins.restore("com.acme.nowhere", "anna", "");
    assertEquals(List.of(), records);
  }

  private boolean restore() {
    gateway.complain("1.0.0", "it asked for a GB");
    while (!gateway.running().isEmpty()) {
      Thread.onSpinWait();
    }
    return plugins.restore(Gateway.MODE, "anna", "mended");
  }

  private PluginJob begin() {
    gateway.successions.add(FakeSuccession.good());
    PluginWish wish = new PluginWish.Back(2);
    PluginPlan.Possible plan = (PluginPlan.Possible) plugins.plan(wish, "anna");
    return plugins.begin(wish, plan.digest(), "anna", "test");
  }

  private static Set<String> changing() throws Exception {
    JsonNode paths = new JsonMapper().readTree(OPENAPI.toFile()).get("paths");
    Set<String> changing = new TreeSet<>();
    paths.properties().stream()
        .filter(path -> path.getKey().startsWith("/api/v1/plugin"))
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (!READING.contains(method)) {
                            changing.add(
                                method + " " + path.getKey().substring("/api/v1".length()));
                          }
                        }));
    return changing;
  }
}
