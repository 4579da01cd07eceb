ALTER TYPE mood ADD VALUE 'low' BEFORE 'sad';
