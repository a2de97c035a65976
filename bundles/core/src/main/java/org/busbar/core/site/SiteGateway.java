package org.busbar.core.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.device.DeviceType;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.safety.Discovery;
import org.busbar.api.safety.FieldFactory;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Problem;
import org.busbar.core.loop.Loops;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.mode.Workers;
import org.busbar.core.model.SiteFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sites of this runtime, built from their files. A file that is wrong costs its own site. */
public final class SiteGateway implements Gateway, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SiteGateway.class);

  private static final Pattern LINE = Pattern.compile("[^:]*:(\\d{1,9}):");

  private final Platform platform;
  private final Path home;
  private final Map<String, Plot> sites = new TreeMap<>();
  private final Map<String, SiteEditor> editors = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * What all sites share.
   *
   * @param fields who opens the field side of a site
   * @param types the installed types of control modes
   * @param workers who runs their steps
   * @param runner who runs the steps of sites
   * @param clock time
   */
  public record Platform(
      FieldFactory fields, ModeTypes types, Workers workers, Loops runner, Clock clock) {}

  /**
   * Builds the sites and starts their loops. Does not wait for devices.
   *
   * @param files one site.yaml per site
   * @param home folder of all persisted state
   */
  public SiteGateway(List<Path> files, Path home, Platform platform) {
    this.platform = platform;
    this.home = home;
    for (Path file : files) {
      try {
        SiteFile.Draft draft = SiteFile.draft(file);
        if (draft.problems().isEmpty()) {
          build(file, draft.model());
        } else {
          problems.addAll(allProblems(draft));
        }
      } catch (ConfigException e) {
        e.problems().forEach(problem -> problems.add(problem.toString()));
      } catch (IllegalArgumentException e) {
        problems.addAll(String.valueOf(e.getMessage()).lines().toList());
      } catch (RuntimeException e) {
        LOG.error("the site of {} cannot be built", file, e);
        problems.add(file.getFileName() + ": the site cannot be built: " + e);
      } catch (IOException e) {
        problems.add(file.getFileName() + ": the home folder cannot be used: " + e);
      }
    }
    sites.values().forEach(Plot::start);
  }

  /** With what drivers and transports have against it, but for lines that are known to be wrong. */
  private List<String> allProblems(SiteFile.Draft draft) {
    SortedMap<Integer, List<String>> byLine = new TreeMap<>();
    for (Problem problem : draft.problems()) {
      byLine.computeIfAbsent(problem.line(), _ -> new ArrayList<>()).add(problem.toString());
    }
    Set<Integer> wrong = Set.copyOf(byLine.keySet());
    for (String problem : platform.fields().problems(draft.model())) {
      Matcher line = LINE.matcher(problem);
      int at = line.lookingAt() ? Integer.parseInt(line.group(1)) : Integer.MAX_VALUE;
      if (!wrong.contains(at)) {
        byLine.computeIfAbsent(at, _ -> new ArrayList<>()).add(problem);
      }
    }
    return byLine.values().stream().flatMap(List::stream).toList();
  }

  private void build(Path file, SiteModel model) throws IOException {
    SiteId id = model.id();
    if (sites.containsKey(id.toString())) {
      throw new IllegalArgumentException("site " + id + " is described by two files");
    }
    Plot plot = new Plot(file, model, home, platform);
    sites.put(id.toString(), plot);
    editors.put(id.toString(), new SiteEdits(plot));
  }

  @Override
  public Collection<Site> sites() {
    return sites.values().stream().<Site>map(Plot::agent).toList();
  }

  @Override
  public Optional<Site> site(SiteId id) {
    return Optional.ofNullable(sites.get(id.toString())).map(Plot::agent);
  }

  @Override
  public Optional<SiteEditor> editor(SiteId id) {
    return Optional.ofNullable(editors.get(id.toString()));
  }

  @Override
  public Optional<Discovery> discovery() {
    return platform.fields().discovery();
  }

  @Override
  public List<DeviceType> deviceTypes() {
    return platform.fields().deviceTypes();
  }

  @Override
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Ends every site in order: its loop, then its field. */
  @Override
  public void close() {
    sites.values().forEach(plot -> plot.agent().close());
  }
}
