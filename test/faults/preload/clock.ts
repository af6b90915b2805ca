// Imported by a service before its own code (`node --import`): its wall clock steps by CLOCK_STEP_MS on SIGUSR2.
const realNow = Date.now;
const stepMs = Number(process.env.CLOCK_STEP_MS);

process.on('SIGUSR2', () => {
  Date.now = () => realNow() + stepMs;
});
