package understudy.script.lua.run;

import understudy.script.lua.value.LuaContext;
import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaTable;

/** A function of a script with the variables that it has from around it, and its globals. */
final class Closure extends LuaFunction {
    static final int BYTES = 64;

    final Prototype prototype;

    /** A {@link Cell} where the variable changes, else its value. */
    final Object[] upvalues;

    LuaTable environment;

    Closure(Prototype prototype, Object[] upvalues, LuaTable environment) {
        this.prototype = prototype;
        this.upvalues = upvalues;
        this.environment = environment;
    }

    @Override
    public Object[] call(LuaContext context, Object[] arguments) {
        Frame frame = new Frame((Frame) context, this);
        prototype.bind(frame, arguments);
        return frame.runForAll();
    }

    @Override
    public Object call0(LuaContext context) {
        Frame frame = new Frame((Frame) context, this);
        if (!prototype.plain) {
            prototype.bind(frame, NOTHING);
        }
        return frame.runForOne();
    }

    @Override
    public Object call1(LuaContext context, Object a) {
        Frame frame = new Frame((Frame) context, this);
        bind(frame, a);
        return frame.runForOne();
    }

    @Override
    public Object call2(LuaContext context, Object a, Object b) {
        Frame frame = new Frame((Frame) context, this);
        bind(frame, a, b);
        return frame.runForOne();
    }

    @Override
    public Object call3(LuaContext context, Object a, Object b, Object c) {
        Frame frame = new Frame((Frame) context, this);
        bind(frame, a, b, c);
        return frame.runForOne();
    }

    void bind(Frame frame, Object a) {
        Prototype callee = prototype;
        if (!callee.plain) {
            callee.bind(frame, new Object[] {a});
        } else if (callee.parameters > 0) {
            frame.slots[0] = a;
        }
    }

    void bind(Frame frame, Object a, Object b) {
        Prototype callee = prototype;
        if (callee.plain && callee.parameters == 2) {
            frame.slots[0] = a;
            frame.slots[1] = b;
        } else {
            callee.bind(frame, new Object[] {a, b});
        }
    }

    void bind(Frame frame, Object a, Object b, Object c) {
        Prototype callee = prototype;
        if (callee.plain && callee.parameters == 3) {
            frame.slots[0] = a;
            frame.slots[1] = b;
            frame.slots[2] = c;
        } else {
            callee.bind(frame, new Object[] {a, b, c});
        }
    }
}
