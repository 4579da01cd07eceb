ALTER TYPE mood ADD VALUE 'fine' AFTER 'sad';
