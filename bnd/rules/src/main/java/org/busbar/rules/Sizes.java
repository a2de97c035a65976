package org.busbar.rules;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Rules about how long things may be, counted in lines that are neither blank nor comment. */
final class Sizes {
  private static final int FILE = 400;
  private static final int METHOD = 60;
  private static final int PARAMETERS = 5;

  private Sizes() {}

  /** Files, methods and parameter lists stay within their budgets. */
  static List<String> budgets(List<Room> house) {
    List<Path> files = house.stream().flatMap(room -> room.sources().stream()).toList();
    List<String> broken = new ArrayList<>();
    if (files.isEmpty()) {
      return broken;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  sources,
                  null,
                  List.of("-proc:none"),
                  null,
                  sources.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        check(unit, positions, broken);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return broken;
  }

  private static void check(
      CompilationUnitTree unit, SourcePositions positions, List<String> broken) throws IOException {
    Path file = Path.of(unit.getSourceFile().toUri());
    String text = Files.readString(file);
    int lines = codeLines(text);
    if (lines > FILE) {
      broken.add(file + " has " + lines + " lines of code; at most " + FILE);
    }
    new TreeScanner<Void, Tree.Kind>() {
      @Override
      public Void visitClass(ClassTree type, Tree.Kind outer) {
        return super.visitClass(type, type.getKind());
      }

      @Override
      public Void visitMethod(MethodTree method, Tree.Kind type) {
        boolean header = type == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
        // What a method overrides is counted where it is declared; in a library it is not our
        // choice.
        boolean overrides =
            method.getModifiers().getAnnotations().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
        if (method.getParameters().size() > PARAMETERS && !header && !overrides) {
          broken.add(
              file + ": " + method.getName() + " has more than " + PARAMETERS + " parameters");
        }
        if (method.getBody() != null) {
          int from = (int) positions.getStartPosition(unit, method.getBody());
          int to = (int) positions.getEndPosition(unit, method.getBody());
          int body = from < 0 || to < from ? 0 : codeLines(text.substring(from, to));
          if (body > METHOD) {
            broken.add(
                file + ": " + method.getName() + " has " + body + " lines; at most " + METHOD);
          }
        }
        return super.visitMethod(method, type);
      }
    }.scan(unit, null);
  }

  /** Lines that are neither blank nor only comment. */
  static int codeLines(String text) {
    int count = 0;
    boolean inComment = false;
    for (String line : text.lines().map(String::strip).toList()) {
      if (inComment) {
        inComment = !line.contains("*/");
      } else if (line.startsWith("/*")) {
        inComment = !line.contains("*/");
      } else if (!line.isEmpty() && !line.startsWith("//")) {
        count++;
      }
    }
    return count;
  }
}
