/** CPU time since `before`, in µs; not time, since another process may hold the CPU meanwhile. */
export function cpuUs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
