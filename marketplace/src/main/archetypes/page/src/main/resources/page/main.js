/** Called when the page is opened, with an empty element; what it gives back is called when it is left. */
export default function show(container, { subscribe }) {
  const power = document.createElement('output');
  container.append(power);
  subscribe(['pcc/activePowerW'], (point) => {
    power.textContent = point.value === null ? 'unknown' : `${point.value.toFixed(0)} ${point.unit}`;
    power.style.opacity = point.quality === 'GOOD' ? 1 : 0.4;
  });
  return () => container.replaceChildren();
}
