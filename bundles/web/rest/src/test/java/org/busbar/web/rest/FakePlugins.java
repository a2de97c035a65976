package org.busbar.web.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginGeneration;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginPicture;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginSource;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;

/** One plug-in, one job, one source; writes down what it is asked. Thread-safe. */
final class FakePlugins implements Plugins {
  static final String METER = "org.example.meter";
  static final Instant THEN = Instant.parse("2026-11-20T10:00:00Z");

  final List<String> asked = new CopyOnWriteArrayList<>();
  volatile boolean refuses;
  volatile boolean finds = true;
  volatile String trouble = "";

  private static PluginCard card(String version) {
    return new PluginCard(
        METER,
        version,
        "Example meter",
        "Reads the example meter.",
        "Example",
        "Example GmbH",
        "Apache-2.0",
        "community",
        List.of("profile"),
        List.of("meter"),
        List.of("Example EM-1"),
        List.of("modbus-tcp"),
        "[0.1,1)",
        "local",
        12_345,
        List.of("icon.png"));
  }

  @Override
  public List<PluginCard> search(String words, int most) {
    asked.add("search " + words + " " + most);
    return finds ? List.of(card("1.1.0")) : List.of();
  }

  @Override
  public Optional<PluginPicture> picture(String id, String version, String path) {
    return id.equals(METER) && path.equals("icon.png")
        ? Optional.of(new PluginPicture("image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G'}))
        : Optional.empty();
  }

  @Override
  public List<PluginCard> show(String id) {
    return id.equals(METER) ? List.of(card("1.1.0"), card("1.0.0")) : List.of();
  }

  @Override
  public List<PluginStatus> installed() {
    return List.of(
        new PluginStatus(
            card("1.0.0"),
            "running",
            "",
            THEN,
            false,
            "1.1.0",
            Optional.of(THEN.plusSeconds(86_400)),
            new PluginStatus.Health(Double.NaN, OptionalLong.of(4_096), 0, 1, 0),
            List.of(new PluginStatus.Swap(THEN, "0.9.0", "1.0.0", Duration.ofMillis(12)))));
  }

  @Override
  public PluginPlan plan(PluginWish wish, String by) {
    asked.add("plan " + wish + " " + by);
    return refuses
        ? new PluginPlan.Impossible(
            "missing-dependency", "org.example.base is not to be had.", METER, "Add its source.")
        : new PluginPlan.Possible(
            "abc",
            List.of("org.example.meter 1.0.0 becomes 1.1.0."),
            List.of("It talks to example.com."),
            List.of(new PluginPlan.Change(METER, "1.0.0", "1.1.0")),
            false,
            List.of("+ a: 1"));
  }

  @Override
  public PluginJob begin(PluginWish wish, String digest, String by, String reason) {
    asked.add("begin " + wish + " " + by + " " + reason);
    if (refuses) {
      throw new IllegalStateException("Job 7 is on its way.");
    }
    if (!digest.equals("abc")) {
      throw new IllegalArgumentException("The plan is another one by now.");
    }
    return job(wish, PluginJob.State.WAITS_FOR_CONFIRMATION);
  }

  private static PluginJob job(PluginWish wish, PluginJob.State state) {
    return new PluginJob(
        1,
        wish,
        "rest",
        "needed",
        state,
        List.of(new PluginJob.Step(THEN, "Planned.")),
        "Type at the gateway's terminal: ./busbar plugin confirm 1");
  }

  @Override
  public List<PluginJob> jobs() {
    return List.of(
        job(new PluginWish.Update(METER, ""), PluginJob.State.RUNNING),
        job(new PluginWish.AddSource("more", "/media/stick", "00"), PluginJob.State.DONE),
        job(new PluginWish.Back(3), PluginJob.State.ROLLED_BACK));
  }

  @Override
  public Optional<PluginJob> job(int number) {
    return jobs().stream().filter(job -> job.number() == number).findFirst();
  }

  @Override
  public boolean cancel(int number, String by) {
    return !refuses;
  }

  @Override
  public boolean pin(String id, boolean pinned, String by) {
    asked.add("pin " + id + " " + pinned + " " + by);
    return id.equals(METER);
  }

  @Override
  public boolean restore(String id, String by, String reason) {
    return !refuses;
  }

  @Override
  public List<PluginGeneration> generations() {
    return List.of(
        new PluginGeneration(
            2,
            THEN,
            "rest",
            "needed",
            true,
            List.of(new PluginGeneration.Entry(METER, "1.0.0", false)),
            List.of(new PluginGeneration.File("local/home/site.yaml", "ab"))),
        new PluginGeneration(1, THEN, "start", "first", false, List.of(), List.of()));
  }

  @Override
  public List<String> difference(int from, int to) {
    if (from < 1 || from > 2 || to < 1 || to > 2) {
      throw new IllegalArgumentException("not kept");
    }
    return List.of("+ org.example.meter 1.0.0");
  }

  @Override
  public List<PluginSource> sources() {
    return List.of(
        new PluginSource(
            "local",
            "/media/stick",
            trouble.isEmpty() ? 2 : 0,
            Optional.of(THEN),
            Optional.of(THEN.plusSeconds(86_400)),
            trouble,
            List.of("ed25519:ab")));
  }

  @Override
  public List<PluginSource> refresh(String by) {
    return sources();
  }

  @Override
  public Brought bring(InputStream archive, String name, String by) throws IOException {
    asked.add("bring " + name + " " + archive.readAllBytes().length);
    return refuses
        ? new Brought.Refused(
            new PluginPlan.Impossible("signature", "It is not signed.", name, "Have it signed."))
        : new Brought.Offered(card("1.1.0"));
  }

  @Override
  public boolean export(String id, OutputStream to, String by) throws IOException {
    to.write("archive".getBytes(StandardCharsets.UTF_8));
    return true;
  }
}
