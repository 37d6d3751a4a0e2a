package understudy.script.lua.run;

/** A statement, compiled. How it ended is a number, not an exception. */
abstract class Step {
    static final int NORMAL = 0;
    static final int BREAK = 1;

    /** {@link Frame#value} is the one result. */
    static final int RETURN_ONE = 2;

    /** {@link Frame#value} is an array of the results. */
    static final int RETURN_MANY = 3;

    /** {@link Frame#value} is the frame of the function that takes this one's place. */
    static final int TAIL_CALL = 4;

    abstract int run(Frame frame);
}
