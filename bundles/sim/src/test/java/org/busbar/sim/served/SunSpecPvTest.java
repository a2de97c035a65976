package org.busbar.sim.served;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.busbar.api.transport.Table;
import org.busbar.profile.api.Profiles;
import org.busbar.profile.api.SunSpecModel;
import org.busbar.sim.modbus.ModbusRefusal;
import org.busbar.sim.plant.Grid;
import org.busbar.sim.plant.Plant;
import org.busbar.sim.plant.PvInverter;
import org.busbar.sim.plant.Replay;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Walks the models as the SunSpec specification says, with offsets written down by hand. */
class SunSpecPvTest {
  private static final Profiles PROFILES =
      ServiceLoader.load(Profiles.class).findFirst().orElseThrow();

  private final Grid grid = new Grid(1, 0);
  private final PvInverter pv =
      new PvInverter("pv1", new PvInverter.Data(5000, 0.1, 20, 60), Replay.constant(4000), grid);
  private final Plant plant = new Plant(grid, List.of(pv), 1);
  private DeviceUnit unit;
  private final Map<Integer, Integer> starts = new LinkedHashMap<>();

  @BeforeEach
  void walk() throws ModbusRefusal {
    List<SunSpecModel> models =
        SunSpecPv.MODELS.stream().flatMap(id -> PROFILES.sunSpecModel(id).stream()).toList();
    SunSpecPv layout = new SunSpecPv(models);
    unit = new DeviceUnit(plant, pv, layout.profile(), Duration.ofMillis(100), layout.words());
    run(3);
    int at = 40_002;
    while (read(at, 1)[0] != 0xFFFF) {
      starts.put(read(at, 1)[0], at);
      at += 2 + read(at + 1, 1)[0];
    }
    assertEquals(0, read(at + 1, 1)[0], "the end model has no length");
  }

  private void run(double seconds) {
    for (long i = Math.round(seconds / 0.02); i > 0; i--) {
      plant.step(0.02);
      unit.step(0.02);
    }
  }

  private int[] read(int at, int count) throws ModbusRefusal {
    return unit.read(Table.HOLDING, at, count);
  }

  private int word(int model, int offset) throws ModbusRefusal {
    return read(starts.get(model) + offset, 1)[0];
  }

  private double scaled(int model, int offset, int scaleOffset) throws ModbusRefusal {
    return (short) word(model, offset) * Math.pow(10, (short) word(model, scaleOffset));
  }

  @Test
  void markerAndModelsHaveTheirLengths() throws ModbusRefusal {
    assertArrayEquals(new int[] {0x5375, 0x6E53}, read(40_000, 2));
    assertEquals(List.of(1, 103, 120, 121, 122, 123), List.copyOf(starts.keySet()));
    assertEquals(66, word(1, 1));
    assertEquals(50, word(103, 1));
    assertEquals(26, word(120, 1));
    assertEquals(30, word(121, 1));
    assertEquals(44, word(122, 1));
    assertEquals(24, word(123, 1));
    assertEquals('B' << 8 | 'u', word(1, 2));
  }

  @Test
  void valuesAreScaledByTheirScalePoints() throws ModbusRefusal {
    assertEquals(4000, scaled(103, 14, 15), 1, "W");
    assertEquals(grid.frequencyHz(), scaled(103, 16, 17), 0.02, "Hz");
    assertEquals(grid.voltageV(1), scaled(103, 10, 13), 0.2, "PhVphA");
    assertEquals(4000 / 3.0 / grid.voltageV(1), scaled(103, 3, 6), 0.02, "AphA");
    assertEquals(4, word(103, 38), "St: MPPT");
    assertEquals(5000, scaled(120, 3, 4), 1, "WRtg");
    assertEquals(0x8000, word(103, 34), "TmpSnk is not implemented");
  }

  @Test
  void aLimitActsOnceEnabledAndUntilItsTimerHasRunOut() throws ModbusRefusal {
    int limit = starts.get(123) + 5;
    int timer = starts.get(123) + 7;
    int enable = starts.get(123) + 9;
    unit.write(Table.HOLDING, timer, new int[] {5});
    unit.write(Table.HOLDING, limit, new int[] {200});
    run(1);
    assertEquals(4000, pv.activePowerW(), 1, "not enabled yet");
    assertEquals(20, scaled(123, 5, 23), 1e-9);
    unit.write(Table.HOLDING, enable, new int[] {1});
    run(4.5);
    assertEquals(1000, pv.activePowerW(), 1);
    run(6);
    assertEquals(4000, pv.activePowerW(), 1);
    assertEquals(100, scaled(123, 5, 23), 1e-9);
    unit.write(Table.HOLDING, limit, new int[] {100});
    run(5);
    unit.write(Table.HOLDING, enable, new int[] {0});
    run(5);
    assertEquals(4000, pv.activePowerW(), 1, "released");
  }
}
