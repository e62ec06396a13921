document.title = 'CNN zoo';
