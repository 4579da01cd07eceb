CREATE TABLE bookings (
    id bigint PRIMARY KEY,
    room bigint,
    CONSTRAINT bookings_room EXCLUDE USING btree (room WITH =)
);
