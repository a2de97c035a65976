package org.busbar.plugin.check;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads the constants of one class: what it names and what it calls. Nothing is loaded. */
final class ClassScan {
  private static final List<String> RESERVED =
      List.of("org.busbar.api.transport", "org.busbar.api.device.write");

  /** As if it were a member of a class that it is extended, or of an interface that it is one. */
  private static final String EXTENDS = ".<extends>";

  private static final String IMPLEMENTS = ".<implements>";

  private static final Pattern NATIVE =
      Pattern.compile(
          "java/lang/(System|Runtime)\\.(load|loadLibrary)"
              + "|java/lang/foreign/(Linker|SymbolLookup)\\..*");

  private final Set<String> reserved = new TreeSet<>();
  private final Set<String> nativeCalls = new TreeSet<>();
  private final Set<Call> calls = EnumSet.noneOf(Call.class);
  private final String name;
  private boolean exits;
  private boolean namesMain;
  private boolean callsMain;
  private final boolean exitsInMain;

  /**
   * Reads a class.
   *
   * @throws IllegalArgumentException where it is none
   */
  ClassScan(byte[] bytes) {
    ClassModel model = ClassFile.of().parse(bytes);
    this.name = model.thisClass().asInternalName().replace('/', '.');
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case Utf8Entry text -> text(text.stringValue());
        case MemberRefEntry member ->
            call(
                member.owner().asInternalName() + "." + member.name().stringValue(),
                member.type().stringValue());
        case MethodHandleEntry handle -> handle(handle.reference());
        case InvokeDynamicEntry made -> made(made.typeSymbol().returnType());
        default -> {
          // Every other constant leads to one of these two.
        }
      }
    }
    model.superclass().ifPresent(from -> call(from.asInternalName() + EXTENDS, ""));
    model.interfaces().forEach(each -> call(each.asInternalName() + IMPLEMENTS, ""));
    if (exits && invokes(model, ClassScan::exits)) {
      calls.add(Call.EXIT);
    }
    exitsInMain = exits && !calls.contains(Call.EXIT);
    callsMain |= namesMain && invokes(model, ClassScan::isMain);
  }

  /** What a lambda makes is of the interface that comes out. */
  private void made(ClassDesc type) {
    if (type.isClassOrInterface()) {
      String name = type.descriptorString();
      call(name.substring(1, name.length() - 1) + IMPLEMENTS, "");
    }
  }

  /** What a handle leads to can be called from anywhere, in whatever method it is made. */
  private void handle(MemberRefEntry member) {
    callsMain |= isMain(member.name().stringValue(), member.type().stringValue());
    if (Call.EXIT.is(
        member.owner().asInternalName() + "." + member.name().stringValue(),
        member.type().stringValue())) {
      calls.add(Call.EXIT);
    }
  }

  /** Whether any method does this; but a program's own main may, for whom nobody calls it. */
  private static boolean invokes(ClassModel model, Predicate<InvokeInstruction> what) {
    return model.methods().stream()
        .filter(
            method -> !isMain(method.methodName().stringValue(), method.methodType().stringValue()))
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .anyMatch(element -> element instanceof InvokeInstruction invoke && what.test(invoke));
  }

  private static boolean isMain(InvokeInstruction invoke) {
    return isMain(invoke.name().stringValue(), invoke.type().stringValue());
  }

  private static boolean isMain(String name, String type) {
    return name.equals("main") && type.equals("([Ljava/lang/String;)V");
  }

  private static boolean exits(InvokeInstruction invoke) {
    return Call.EXIT.is(
        invoke.owner().asInternalName() + "." + invoke.name().stringValue(),
        invoke.type().stringValue());
  }

  private void text(String text) {
    String dotted = text.replace('/', '.');
    for (String contract : RESERVED) {
      if (dotted.contains(contract + ".") || dotted.equals(contract)) {
        reserved.add(contract);
      }
    }
  }

  private void call(String member, String type) {
    namesMain |= member.endsWith(".main") && isMain("main", type);
    for (Call call : Call.values()) {
      if (call == Call.EXIT) {
        exits |= call.is(member, type);
      } else if (call.is(member, type)) {
        calls.add(call);
      }
    }
    if (NATIVE.matcher(member).matches()) {
      nativeCalls.add(member.replace('/', '.'));
    }
  }

  String name() {
    return name;
  }

  Set<String> reserved() {
    return reserved;
  }

  Set<String> nativeCalls() {
    return nativeCalls;
  }

  Set<Call> calls() {
    return calls;
  }

  /**
   * Whether its main alone ends the process: that is a program's right as long as nobody calls it.
   */
  boolean exitsInMain() {
    return exitsInMain;
  }

  /** Whether anything but a main calls a main. */
  boolean callsMain() {
    return callsMain;
  }
}
