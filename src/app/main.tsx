import { installServiceWorker } from './isolation.ts';

const heading = document.createElement('h1');
heading.textContent = document.title;
document.getElementById('root')!.append(heading);
void installServiceWorker(() => true);
