package org.busbar.plugin.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginGeneration;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginPicture;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginSource;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;
import org.busbar.api.safety.Audit;

/**
 * The face of the plug-ins with one record, before and after, of everything that somebody changes
 * by it, and of what is carried out of the gateway. What a job then does has records of its own.
 */
final class Recorded implements Plugins {
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  private final Plugins plugins;
  private final Supplier<Audit> audit;

  Recorded(Plugins plugins, Supplier<Audit> audit) {
    this.plugins = plugins;
    this.audit = audit;
  }

  private void record(String kind, String by, String reason, String before, String after) {
    audit.get().append(kind, by, reason, Map.of(BEFORE, before, AFTER, after));
  }

  @Override
  public PluginJob begin(PluginWish wish, String digest, String by, String reason) {
    PluginJob job = plugins.begin(wish, digest, by, reason);
    Map<String, String> values = new TreeMap<>();
    values.put(BEFORE, versions());
    values.put(AFTER, wish.toString());
    values.put("job", Integer.toString(job.number()));
    values.put("plan", digest);
    audit.get().append("plugin-wish", by, reason, values);
    return job;
  }

  private String versions() {
    return plugins.installed().stream()
        .map(each -> each.card().id() + " " + each.card().version())
        .collect(Collectors.joining(", "));
  }

  @Override
  public boolean cancel(int number, String by) {
    String before = state(number);
    boolean done = plugins.cancel(number, by);
    if (done) {
      record("plugin-wish-taken-back", by, "job " + number, before, state(number));
    }
    return done;
  }

  private String state(int number) {
    return plugins.job(number).map(job -> job.state().name()).orElse("");
  }

  @Override
  public boolean pin(String id, boolean pinned, String by) {
    String before = pinned(id);
    boolean done = plugins.pin(id, pinned, by);
    if (done) {
      record("plugin-pinned", by, id, before, pinned(id));
    }
    return done;
  }

  private String pinned(String id) {
    return status(id).map(each -> Boolean.toString(each.pinned())).orElse("");
  }

  private Optional<PluginStatus> status(String id) {
    return plugins.installed().stream().filter(each -> each.card().id().equals(id)).findFirst();
  }

  @Override
  public boolean restore(String id, String by, String reason) {
    return plugins.restore(id, by, reason); // It keeps its own record, with before and after.
  }

  @Override
  public List<PluginSource> refresh(String by) {
    String before = catalogues(plugins.sources());
    List<PluginSource> after = plugins.refresh(by);
    record("plugin-catalogues-fetched", by, "", before, catalogues(after));
    return after;
  }

  private static String catalogues(List<PluginSource> sources) {
    return sources.stream()
        .map(
            each ->
                each.name()
                    + ": "
                    + each.plugins()
                    + " versions, good until "
                    + each.expires().map(Object::toString).orElse("unknown"))
        .collect(Collectors.joining(", "));
  }

  @Override
  public Brought bring(InputStream archive, String name, String by) throws IOException {
    Brought brought = plugins.bring(archive, name, by);
    if (brought instanceof Brought.Offered(PluginCard card)) {
      record("plugin-brought", by, name, "", card.id() + " " + card.version());
    }
    return brought; // What is refused is in the audit already.
  }

  @Override
  public boolean export(String id, OutputStream to, String by) throws IOException {
    boolean done = plugins.export(id, to, by);
    if (done) {
      String version = status(id).map(each -> each.card().version()).orElse("");
      record("plugin-exported", by, id, version, version);
    }
    return done;
  }

  @Override
  public PluginPlan plan(PluginWish wish, String by) {
    return plugins.plan(wish, by);
  }

  @Override
  public List<PluginCard> search(String words, int most) {
    return plugins.search(words, most);
  }

  @Override
  public Optional<PluginPicture> picture(String id, String version, String path) {
    return plugins.picture(id, version, path);
  }

  @Override
  public List<PluginCard> show(String id) {
    return plugins.show(id);
  }

  @Override
  public List<PluginStatus> installed() {
    return plugins.installed();
  }

  @Override
  public List<PluginJob> jobs() {
    return plugins.jobs();
  }

  @Override
  public Optional<PluginJob> job(int number) {
    return plugins.job(number);
  }

  @Override
  public List<PluginGeneration> generations() {
    return plugins.generations();
  }

  @Override
  public List<String> difference(int from, int to) {
    return plugins.difference(from, to);
  }

  @Override
  public List<PluginSource> sources() {
    return plugins.sources();
  }
}
