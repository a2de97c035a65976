package org.busbar.plugin.check;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the constants of one class: what it names and what it calls. Nothing is loaded. */
final class ClassScan {
  private static final List<String> RESERVED =
      List.of("org.busbar.api.transport", "org.busbar.api.device.write");

  private static final Pattern NATIVE =
      Pattern.compile(
          "java/lang/(System|Runtime)\\.(load|loadLibrary)|java/lang/foreign/Linker\\..*");

  private final Set<String> reserved = new TreeSet<>();
  private final Set<String> nativeCalls = new TreeSet<>();
  private final Set<Call> calls = EnumSet.noneOf(Call.class);
  private final String name;
  private boolean exits;

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
        default -> {
          // Every other constant leads to one of these two.
        }
      }
    }
    if (exits && model.methods().stream().anyMatch(ClassScan::exits)) {
      calls.add(Call.EXIT);
    }
  }

  /** What a handle leads to can be called from anywhere, in whatever method it is made. */
  private void handle(MemberRefEntry member) {
    if (Call.EXIT.is(
        member.owner().asInternalName() + "." + member.name().stringValue(),
        member.type().stringValue())) {
      calls.add(Call.EXIT);
    }
  }

  /** A program's own main may end the process: nobody calls it in a gateway. */
  private static boolean exits(MethodModel method) {
    boolean main =
        method.methodName().equalsString("main")
            && method.methodType().equalsString("([Ljava/lang/String;)V");
    return !main
        && method.code().stream()
            .flatMap(code -> code.elementStream())
            .anyMatch(
                element ->
                    element instanceof InvokeInstruction invoke
                        && Call.EXIT.is(
                            invoke.owner().asInternalName() + "." + invoke.name().stringValue(),
                            invoke.type().stringValue()));
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
}
