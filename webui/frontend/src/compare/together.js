// Diagrams that show the same place: who moves one moves all.
export function together(diagrams) {
  let isFollowing = false;
  const follow = (leader) => {
    if (isFollowing) return;
    isFollowing = true;
    const { x, y, width, height } = leader.canvas.viewbox();
    for (const diagram of diagrams) if (diagram !== leader) diagram.canvas.viewbox({ x, y, width, height });
    isFollowing = false;
  };
  for (const diagram of diagrams) diagram.viewer.on('canvas.viewbox.changed', () => follow(diagram));
}
