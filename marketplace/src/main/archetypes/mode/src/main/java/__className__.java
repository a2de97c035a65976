package ${package};

import java.util.List;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.vocabulary.Points;
import org.osgi.service.component.annotations.Component;

/** Asks for a fixed power at the node it is assigned. Positive flows into the busbar. */
@Component(service = ControlMode.class)
public final class ${className} implements ControlMode<${className}.Config, ${className}.State> {
  /** Key in site.yaml: {@code power-w}. */
  public record Config(double powerW) {}

  /** Nothing to remember. */
  public record State() {}

  @Override
  public String id() {
    return "${word}";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public Class<State> stateType() {
    return State.class;
  }

  @Override
  public Config defaults() {
    return new Config(0);
  }

  @Override
  public State initial(Config config) {
    return new State();
  }

  @Override
  public Step<State> step(Config config, View view, State state) {
    if (!Double.isFinite(config.powerW())) {
      return new Step<>(state, List.of());
    }
    return new Step<>(
        state, List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, config.powerW(), "as configured")));
  }
}
