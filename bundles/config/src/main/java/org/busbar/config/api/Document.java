package org.busbar.config.api;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One YAML file being read. Problems are collected, so that a person sees all of them at once;
 * {@link Section#finish} ends the reading. Not thread-safe.
 */
public final class Document {
  private static final int MAX_CHARACTERS = 4 << 20;

  private final String name;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();

  private Document(String name) {
    this.name = name;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read or is no YAML mapping
   */
  public static Section read(Path file) throws ConfigException {
    String name = String.valueOf(file.getFileName());
    try {
      return parse(name, Files.readString(file));
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              new Problem(
                  name, 0, "", "", "cannot be read: " + why(e), "Check the path and rights")));
    }
  }

  private static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "access is denied";
      case MalformedInputException _ -> "it is no UTF-8 text";
      default -> String.valueOf(e.getMessage());
    };
  }

  /**
   * Reads a text.
   *
   * @param name what to call it in messages
   * @throws ConfigException if it is no YAML mapping
   */
  public static Section parse(String name, String text) throws ConfigException {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setUseMarks(true)
            .setCodePointLimit(MAX_CHARACTERS)
            .build();
    Optional<Node> root;
    try {
      root = new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).map(n -> n + 1).orElse(0);
      throw new ConfigException(
          List.of(new Problem(name, line, "", "", "is no YAML: " + e.getProblem(), "")));
    } catch (YamlEngineException e) {
      throw new ConfigException(
          List.of(new Problem(name, 0, "", "", "is no YAML: " + e.getMessage(), "")));
    }
    Document document = new Document(name);
    if (root.isEmpty() || !(root.get() instanceof MappingNode mapping)) {
      throw new ConfigException(
          List.of(new Problem(name, 1, "", "", "must be a mapping of keys to values", "")));
    }
    return document.section("", mapping);
  }

  Section section(String path, MappingNode node) {
    Section section = new Section(this, path, node);
    sections.add(section);
    return section;
  }

  void add(int line, String key, String value, String text, String remedy) {
    problems.add(new Problem(name, line, key, value, text, remedy));
  }

  String name() {
    return name;
  }

  List<Problem> problems() {
    List.copyOf(sections).forEach(Section::reportUnknownKeys);
    return problems.stream().distinct().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}
