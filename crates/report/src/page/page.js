'use strict';
(() => {
  const root = document.documentElement;
  const tip = document.getElementById('tip');
  const buttons = [...document.querySelectorAll('nav button')];

  const speak = (language) => {
    root.lang = language;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.language === language));
    const section = document.querySelector('section[lang="' + language + '"]');
    if (section) document.title = section.dataset.title;
  };
  for (const button of buttons) button.addEventListener('click', () => speak(button.dataset.language));
  speak(root.lang);

  for (const figure of document.querySelectorAll('figure svg')) {
    // The figure's own tooltips are replaced by one that appears at once.
    const tips = new Map();
    for (const title of [...figure.querySelectorAll('.flow > title, .node > title')]) {
      tips.set(title.parentNode, title.textContent);
      title.remove();
    }
    const flows = [...figure.querySelectorAll('.flow')].map((element) => ({
      element,
      from: element.dataset.f,
      to: (element.dataset.t || '').split(' '),
    }));
    const named = [...figure.querySelectorAll('.node, .label')];

    const clear = () => {
      figure.classList.remove('aside');
      for (const lit of figure.querySelectorAll('.on')) lit.classList.remove('on');
      tip.hidden = true;
    };
    const light = (target) => {
      clear();
      figure.classList.add('aside');
      const nodes = new Set();
      const own = target.dataset.n;
      for (const flow of flows) {
        const touches = own === undefined ? flow.element === target : flow.from === own || flow.to.includes(own);
        if (!touches) continue;
        flow.element.classList.add('on');
        nodes.add(flow.from);
        for (const to of flow.to) if (own === undefined || flow.from === own || to === own) nodes.add(to);
      }
      if (own !== undefined) nodes.add(own);
      for (const element of named) if (nodes.has(element.dataset.n)) element.classList.add('on');
    };
    figure.addEventListener('pointermove', (event) => {
      const target = event.target.closest('.flow, .node');
      if (!target) return clear();
      if (figure.lit !== target || tip.hidden) {
        light(target);
        figure.lit = target;
        tip.textContent = tips.get(target) || '';
        tip.hidden = tip.textContent === '';
      }
      const box = tip.getBoundingClientRect();
      tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 4)) + 'px';
      const below = event.clientY + 16;
      tip.style.top = (below + box.height > innerHeight ? event.clientY - box.height - 10 : below) + 'px';
    });
    figure.addEventListener('pointerleave', clear);
  }
})();
