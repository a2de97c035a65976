package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A debugger holds the thread that decides, in a process that lives on. */
@Tag("alone")
class SuspendedLoopIT {
  /** The battery's own timer; what happens sooner was not its doing. */
  private static final double DEVICE_TIMER_S = 10;

  @TempDir Path folder = Path.of("");

  @Test
  void theReleaseIsWrittenWhenTheLeaseEnds() throws Exception {
    int port = RunningGateway.freePort();
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.start(
                "edge",
                plant.writeSite(folder),
                folder.resolve("home"),
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:"
                    + port)) {
      gateway.run();
      plant.loadStep(-5_000);
      assertTrue(
          Program.await(Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") > 1_000),
          () -> "the battery does not discharge: " + plant.control().get("/plant"));
      VirtualMachine machine = attach(port);
      ThreadReference loop =
          machine.allThreads().stream()
              .filter(thread -> thread.name().startsWith("busbar-loop-"))
              .findFirst()
              .orElseThrow();
      loop.suspend();
      long begin = System.nanoTime();
      boolean released =
          Program.await(Duration.ofSeconds(9), () -> plant.truth("bat1", "activePowerW") < 50);
      double releasedS = (System.nanoTime() - begin) / 1e9;
      System.out.printf("suspended loop: battery at rest after %.2f s%n", releasedS);
      assertTrue(released && releasedS < DEVICE_TIMER_S, gateway.program()::output);
      loop.resume();
      machine.dispose();
      assertTrue(
          Program.await(Duration.ofSeconds(15), () -> plant.truth("bat1", "activePowerW") > 1_000),
          () -> "not under control again: " + gateway.rest().get("/decisions/latest"));
    }
  }

  private static VirtualMachine attach(int port) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(Integer.toString(port));
    return connector.attach(arguments);
  }
}
