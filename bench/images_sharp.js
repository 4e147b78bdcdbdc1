// Makes the files that bench/images.py asks for with sharp, one pipeline a file, all at once, and
// prints what that took: node images_sharp.js '{"modules", "source", "files", "avif", "jpeg"}'
const task = JSON.parse(process.argv[2]);
const sharp = require(`${task.modules}/sharp`);
sharp.cache(false); // each run reads its file anew

const picture = ({ region, width, height }) =>
  sharp(task.source).extract(region).resize(width, height, { fit: "fill" });

async function main() {
  const before = process.cpuUsage();
  const started = process.hrtime.bigint();
  await Promise.all(
    task.files.flatMap((file) => [
      picture(file).avif(task.avif).toFile(`${file.path}.avif`),
      picture(file).jpeg(task.jpeg).toFile(`${file.path}.jpg`),
    ]),
  );
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  const { user, system } = process.cpuUsage(before);
  const peak_mb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ wall, cpu: (user + system) / 1e6, peak_mb }));
}

main();
