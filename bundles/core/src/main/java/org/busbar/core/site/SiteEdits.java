package org.busbar.core.site;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.busbar.api.events.Severity;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.SiteChange;
import org.busbar.api.site.SiteModel;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Edit;
import org.busbar.config.api.Problem;
import org.busbar.core.model.SiteFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Edits the file of one site and has the site follow. One change at a time. */
final class SiteEdits implements SiteEditor {
  private static final Logger LOG = LoggerFactory.getLogger(SiteEdits.class);

  private final Plot plot;
  private final Configuration configuration;

  /** A text that is to become the file, and what is said of it. */
  private record Draft(String text, boolean commentsKept, String what, OptionalInt undoes) {}

  /** Who wants it, and why; nobody where it is only looked at. */
  private record Wish(String by, String reason, boolean ahead) {
    Wish(String by, String reason) {
      this(by, reason, false);
    }
  }

  SiteEdits(Plot plot) {
    this.plot = plot;
    this.configuration = plot.configuration();
  }

  @Override
  public synchronized Map<String, Object> document() {
    try {
      return Edit.plain(configuration.text());
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} cannot be read", configuration.file(), e);
      return Map.of();
    }
  }

  @Override
  public List<Generation> generations() {
    return configuration.generations().all();
  }

  @Override
  public synchronized Edited check(List<SiteChange> changes) {
    return edit(changes, Optional.empty());
  }

  @Override
  public synchronized Edited change(List<SiteChange> changes, String by, String reason) {
    return edit(changes, Optional.of(new Wish(by, reason)));
  }

  @Override
  public synchronized Edited prepare(List<SiteChange> changes, String by, String reason) {
    Optional<SiteChange> other = changes.stream().filter(c -> !isRead(c.path())).findFirst();
    if (other.isPresent()) {
      String path = String.join(".", other.get().path());
      return refused(path, path + " is not read by types that come", "Change the site instead");
    }
    return edit(changes, Optional.of(new Wish(by, reason, true)));
  }

  /** Whether it is an option of a device, a setting of a connection or configuration of a mode. */
  private static boolean isRead(List<String> path) {
    return path.size() == 4 && path.getFirst().equals("devices") && path.get(2).equals("options")
        || path.size() == 4 && path.getFirst().equals("modes") && path.get(2).equals("config")
        || path.size() == 3
            && path.getFirst().equals("connections")
            && !path.getLast().equals("transport");
  }

  @Override
  public synchronized Edited undo(String by, String reason) {
    Optional<Generations.Undo> undo = configuration.generations().undo();
    if (undo.isEmpty()) {
      return conflict("there is nothing to undo", "");
    }
    try {
      String standing = configuration.text();
      if (!configuration.isKept(standing)) {
        return changedOutside();
      }
      int undone = undo.get().undone().number();
      String text = configuration.generations().text(undo.get().back());
      String what = "generation " + undone + " was undone";
      Draft draft = new Draft(text, true, what, OptionalInt.of(undone));
      return take(standing, draft, Optional.of(new Wish(by, reason)));
    } catch (IOException e) {
      return unusable(e);
    }
  }

  private Edited edit(List<SiteChange> changes, Optional<Wish> wish) {
    try {
      String standing = configuration.text();
      if (!configuration.isKept(standing)) {
        return changedOutside();
      }
      Edit.Edited edited = Edit.apply(standing, changes);
      if (wish.filter(Wish::ahead).isPresent()) {
        edited = asBefore(edited);
      }
      String what =
          changes.stream()
              .map(c -> String.join(".", c.path()) + (c.value() == null ? " removed" : " written"))
              .collect(Collectors.joining(", "));
      Draft draft = new Draft(edited.text(), edited.commentsKept(), what, OptionalInt.empty());
      return take(standing, draft, edited.text().equals(standing) ? Optional.empty() : wish);
    } catch (IllegalArgumentException e) {
      return new Edited.Refused(
          true, List.of(new Flaw("", "", String.valueOf(e.getMessage()), "")));
    } catch (IOException e) {
      return unusable(e);
    }
  }

  /**
   * Where it says what the generation before the one that stands said, it is that, to the letter.
   */
  private Edit.Edited asBefore(Edit.Edited edited) throws IOException {
    List<Generation> kept = configuration.generations().all();
    String before = kept.size() < 2 ? "" : configuration.generations().text(kept.get(1));
    boolean same = !before.isEmpty() && Edit.plain(before).equals(Edit.plain(edited.text()));
    return same ? new Edit.Edited(before, true) : edited;
  }

  /** Judges the whole of it and, where somebody wants it, makes it the file and the site. */
  private Edited take(String standing, Draft draft, Optional<Wish> wish) throws IOException {
    SiteModel next;
    try {
      SiteFile.Draft read = SiteFile.draft(name(), draft.text());
      List<Flaw> flaws = new ArrayList<>(Flaws.of(read.problems()));
      if (flaws.isEmpty() && wish.filter(Wish::ahead).isEmpty()) {
        flaws.addAll(Flaws.of(plot.platform().fields().problems(read.model()), read.model()));
      }
      if (!flaws.isEmpty()) {
        return new Edited.Refused(true, flaws);
      }
      next = read.model();
    } catch (ConfigException e) {
      List<Problem> problems = e.problems();
      return new Edited.Refused(true, Flaws.of(problems));
    }
    SiteAgent site = plot.agent();
    if (!next.id().equals(site.model().id())) {
      return new Edited.Refused(
          true, List.of(new Flaw("site", next.id().site(), "a site keeps its name", "")));
    }
    Optional<DeviceStatus> latched = latchedAndGone(site, next);
    if (latched.isPresent()) {
      String id = latched.get().device().value();
      return refused(
          "devices." + id, id + " is latched, and a latch is not removed", "Reset the site first");
    }
    Optional<String> obstacle =
        wish.filter(Wish::ahead).isPresent() ? Optional.empty() : site.obstacle(next);
    if (obstacle.isPresent() && site.status().state() == SiteState.RUNNING) {
      return conflict(
          "the site runs and would have to be built anew: " + obstacle.get(),
          "Set the site to IDLE first, then start it again");
    }
    if (wish.isEmpty()) {
      int now = configuration.generations().current().map(Generation::number).orElse(0);
      return new Edited.Done(now, draft.commentsKept(), obstacle.isPresent());
    }
    return perform(standing, draft, wish.get(), new Course(next, obstacle));
  }

  /** How the site is to follow. */
  private record Course(SiteModel next, Optional<String> obstacle) {}

  private Edited perform(String standing, Draft draft, Wish wish, Course course)
      throws IOException {
    Generation kept =
        configuration
            .generations()
            .keep(
                draft.text(),
                plot.platform().clock().instant(),
                wish.by(),
                wish.reason(),
                draft.undoes());
    try {
      configuration.write(draft.text());
      if (wish.ahead()) {
        plot.agent().prepare(course.next());
      } else if (course.obstacle().isPresent()) {
        plot.rebuild(course.next());
      } else {
        plot.agent().change(course.next());
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("{} was not taken over", configuration.file(), e);
      configuration.generations().drop(kept);
      configuration.restore(standing);
      return conflict("the site could not take it over: " + e.getMessage(), "Read the log");
    }
    record(kept, draft, wish, Generations.digest(standing));
    return new Edited.Done(kept.number(), draft.commentsKept(), course.obstacle().isPresent());
  }

  private void record(Generation kept, Draft draft, Wish wish, String before) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("file", name());
    values.put("before", before);
    values.put("after", kept.sha256());
    values.put("generation", Integer.toString(kept.number()));
    values.put("change", draft.what());
    plot.agent().audit().append("configuration", wish.by(), wish.reason(), values);
    plot.agent()
        .raise(
            Severity.INFO,
            wish.by(),
            "configuration",
            "Generation " + kept.number() + " of " + name() + ": " + draft.what() + ".");
  }

  private static Optional<DeviceStatus> latchedAndGone(SiteAgent site, SiteModel next) {
    return site.devices().stream()
        .filter(device -> !device.cell().isOpen())
        .filter(device -> next.device(device.device()).isEmpty())
        .findFirst();
  }

  private String name() {
    return String.valueOf(configuration.file().getFileName());
  }

  private Edited changedOutside() {
    return conflict(
        name() + " was changed outside of the gateway since it was read",
        "Start the gateway again, so that it is read, then try again");
  }

  private Edited unusable(IOException e) {
    LOG.warn("{} cannot be edited", configuration.file(), e);
    return conflict(
        name() + " cannot be edited: " + e, "Give the gateway the right to write the file");
  }

  private static Edited conflict(String text, String remedy) {
    return refused("", text, remedy);
  }

  private static Edited refused(String path, String text, String remedy) {
    return new Edited.Refused(false, List.of(new Flaw(path, "", text, remedy)));
  }
}
