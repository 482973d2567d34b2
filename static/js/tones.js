// Soft tones: heard across a room, and nobody starts.
let audio = null;

// Plays tones of [seconds until it begins, hertz], each so loud and so long. Without a sound device nothing happens.
export function play(tones, { loud, seconds, attack }) {
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") audio.resume();
    const start = audio.currentTime;
    for (const [delay, hertz] of tones) {
      const wave = audio.createOscillator(), gain = audio.createGain();
      wave.frequency.value = hertz;
      gain.gain.setValueAtTime(0.0001, start + delay);
      gain.gain.exponentialRampToValueAtTime(loud, start + delay + attack);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + delay + seconds);
      wave.connect(gain).connect(audio.destination);
      wave.start(start + delay);
      wave.stop(start + delay + seconds + 0.05);
    }
  } catch { /* no sound device: what is on the screen still calls */ }
}
