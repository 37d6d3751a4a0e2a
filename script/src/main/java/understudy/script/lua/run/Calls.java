package understudy.script.lua.run;

import understudy.script.lua.value.LuaFunction;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/**
 * Calls. Those with up to three arguments and one wanted result hand their arguments over without an array. Each notes
 * in its frame where it is, so that what is called can say who called it.
 */
final class Calls {
    private Calls() {}

    /** What is called: a function, or a method with its object as first argument. */
    abstract static class Call extends Node {
        final int site;
        final String what;

        Call(int site, String what) {
            this.site = site;
            this.what = what;
        }

        @Override
        final boolean multiple() {
            return true;
        }

        /** Ends the frame's function with this call; a {@link Step} status. */
        abstract int tail(Frame frame);

        final Object one(Frame frame, Object function, Object[] arguments) {
            return LuaFunction.first(Operations.call(frame, function, arguments, what));
        }

        /** Takes the frame's place where a function of the script is called; else calls at once. */
        final int tail(Frame frame, Object function, Object[] arguments) {
            frame.site = site;
            if (function instanceof Closure callee) {
                Frame next = frame.replacedBy(callee);
                callee.prototype.bind(next, arguments);
                frame.value = next;
                return Step.TAIL_CALL;
            }
            frame.value = Operations.call(frame, function, arguments, what);
            return Step.RETURN_MANY;
        }
    }

    static Node function(Node function, Node[] arguments, int site, String what) {
        boolean multiple = arguments.length > 0 && arguments[arguments.length - 1].multiple();
        if (!multiple) {
            switch (arguments.length) {
                case 0:
                    return new Call0(function, site, what);
                case 1:
                    return new Call1(function, arguments[0], site, what);
                case 2:
                    return new Call2(function, arguments[0], arguments[1], site, what);
                case 3:
                    return new Call3(function, arguments[0], arguments[1], arguments[2], site, what);
                default:
                    break;
            }
        }
        return new CallMany(function, arguments, site, what);
    }

    static Node method(Node object, LuaString name, Node[] arguments, int site, String indexed) {
        boolean multiple = arguments.length > 0 && arguments[arguments.length - 1].multiple();
        if (!multiple) {
            switch (arguments.length) {
                case 0:
                    return new Method0(object, name, site, indexed);
                case 1:
                    return new Method1(object, name, arguments[0], site, indexed);
                case 2:
                    return new Method2(object, name, arguments[0], arguments[1], site, indexed);
                default:
                    break;
            }
        }
        return new MethodMany(object, name, arguments, site, indexed);
    }

    /** Values for a list, behind {@code before} places that are left free. */
    static Object[] values(Frame frame, Node[] nodes, int before) {
        int count = nodes.length;
        if (count == 0) {
            return before == 0 ? Node.NOTHING : new Object[before];
        }
        Node last = nodes[count - 1];
        if (!last.multiple()) {
            Object[] values = new Object[before + count];
            for (int i = 0; i < count; i++) {
                values[before + i] = nodes[i].eval(frame);
            }
            return values;
        }
        Object[] first = new Object[count - 1];
        for (int i = 0; i < count - 1; i++) {
            first[i] = nodes[i].eval(frame);
        }
        Object[] rest = last.many(frame);
        if (before + first.length == 0) {
            return rest;
        }
        Object[] values = new Object[before + first.length + rest.length];
        System.arraycopy(first, 0, values, before, first.length);
        System.arraycopy(rest, 0, values, before + first.length, rest.length);
        frame.lua.step(rest.length >> 4);
        return values;
    }

    private static final class Call0 extends Call {
        private final Node function;

        Call0(Node function, int site, String what) {
            super(site, what);
            this.function = function;
        }

        @Override
        Object eval(Frame frame) {
            Object called = function.eval(frame);
            frame.site = site;
            return called instanceof LuaFunction callee ? callee.call0(frame) : one(frame, called, NOTHING);
        }

        @Override
        Object[] many(Frame frame) {
            Object called = function.eval(frame);
            frame.site = site;
            return Operations.call(frame, called, NOTHING, what);
        }

        @Override
        int tail(Frame frame) {
            Object called = function.eval(frame);
            if (called instanceof Closure closure) {
                frame.site = site;
                Frame next = frame.replacedBy(closure);
                if (!closure.prototype.plain) {
                    closure.prototype.bind(next, NOTHING);
                }
                frame.value = next;
                return Step.TAIL_CALL;
            }
            return tail(frame, called, NOTHING);
        }
    }

    private static final class Call1 extends Call {
        private final Node function;
        private final Node a;

        Call1(Node function, Node a, int site, String what) {
            super(site, what);
            this.function = function;
            this.a = a;
        }

        @Override
        Object eval(Frame frame) {
            Object called = function.eval(frame);
            Object va = a.eval(frame);
            frame.site = site;
            return called instanceof LuaFunction callee
                    ? callee.call1(frame, va)
                    : one(frame, called, new Object[] {va});
        }

        @Override
        Object[] many(Frame frame) {
            Object called = function.eval(frame);
            Object va = a.eval(frame);
            frame.site = site;
            return Operations.call(frame, called, new Object[] {va}, what);
        }

        @Override
        int tail(Frame frame) {
            Object called = function.eval(frame);
            Object va = a.eval(frame);
            if (called instanceof Closure closure) {
                frame.site = site;
                Frame next = frame.replacedBy(closure);
                closure.bind(next, va);
                frame.value = next;
                return Step.TAIL_CALL;
            }
            return tail(frame, called, new Object[] {va});
        }
    }

    private static final class Call2 extends Call {
        private final Node function;
        private final Node a;
        private final Node b;

        Call2(Node function, Node a, Node b, int site, String what) {
            super(site, what);
            this.function = function;
            this.a = a;
            this.b = b;
        }

        @Override
        Object eval(Frame frame) {
            Object called = function.eval(frame);
            Object va = a.eval(frame);
            Object vb = b.eval(frame);
            frame.site = site;
            return called instanceof LuaFunction callee
                    ? callee.call2(frame, va, vb)
                    : one(frame, called, new Object[] {va, vb});
        }

        @Override
        Object[] many(Frame frame) {
            Object called = function.eval(frame);
            Object va = a.eval(frame);
            Object vb = b.eval(frame);
            frame.site = site;
            return Operations.call(frame, called, new Object[] {va, vb}, what);
        }

        @Override
        int tail(Frame frame) {
            Object called = function.eval(frame);
            Object va = a.eval(frame);
            Object vb = b.eval(frame);
            if (called instanceof Closure closure) {
                frame.site = site;
                Frame next = frame.replacedBy(closure);
                closure.bind(next, va, vb);
                frame.value = next;
                return Step.TAIL_CALL;
            }
            return tail(frame, called, new Object[] {va, vb});
        }
    }

    private static final class Call3 extends Call {
        private final Node function;
        private final Node a;
        private final Node b;
        private final Node c;

        Call3(Node function, Node a, Node b, Node c, int site, String what) {
            super(site, what);
            this.function = function;
            this.a = a;
            this.b = b;
            this.c = c;
        }

        @Override
        Object eval(Frame frame) {
            Object called = function.eval(frame);
            Object va = a.eval(frame);
            Object vb = b.eval(frame);
            Object vc = c.eval(frame);
            frame.site = site;
            return called instanceof LuaFunction callee
                    ? callee.call3(frame, va, vb, vc)
                    : one(frame, called, new Object[] {va, vb, vc});
        }

        @Override
        Object[] many(Frame frame) {
            Object called = function.eval(frame);
            Object va = a.eval(frame);
            Object vb = b.eval(frame);
            Object vc = c.eval(frame);
            frame.site = site;
            return Operations.call(frame, called, new Object[] {va, vb, vc}, what);
        }

        @Override
        int tail(Frame frame) {
            Object called = function.eval(frame);
            Object va = a.eval(frame);
            Object vb = b.eval(frame);
            Object vc = c.eval(frame);
            if (called instanceof Closure closure) {
                frame.site = site;
                Frame next = frame.replacedBy(closure);
                closure.bind(next, va, vb, vc);
                frame.value = next;
                return Step.TAIL_CALL;
            }
            return tail(frame, called, new Object[] {va, vb, vc});
        }
    }

    private static final class CallMany extends Call {
        private final Node function;
        private final Node[] arguments;

        CallMany(Node function, Node[] arguments, int site, String what) {
            super(site, what);
            this.function = function;
            this.arguments = arguments;
        }

        @Override
        Object eval(Frame frame) {
            return LuaFunction.first(many(frame));
        }

        @Override
        Object[] many(Frame frame) {
            Object called = function.eval(frame);
            Object[] values = values(frame, arguments, 0);
            frame.site = site;
            return Operations.call(frame, called, values, what);
        }

        @Override
        int tail(Frame frame) {
            Object called = function.eval(frame);
            return tail(frame, called, values(frame, arguments, 0));
        }
    }

    private abstract static class Method extends Call {
        final Node object;
        private final LuaString name;
        private final String indexed;
        private int guess = -1;

        Method(Node object, LuaString name, int site, String indexed) {
            super(site, "method '" + name + "'");
            this.object = object;
            this.name = name;
            this.indexed = indexed;
        }

        final Object find(Frame frame, Object self) {
            LuaTable methods = null;
            if (self instanceof LuaTable table) {
                Object own = table.getString(name);
                if (own != null) {
                    return own;
                }
                methods = table.metatable();
            } else if (self instanceof LuaString) {
                methods = frame.lua.stringMetatable;
            }
            // The usual class: its methods are one step away.
            if (methods != null && methods.getString(Operations.INDEX) instanceof LuaTable shared) {
                int at = guess;
                if (at < 0) {
                    at = shared.nodeOf(name);
                    guess = at;
                }
                Object method = shared.getString(name, at);
                if (method != null) {
                    return method;
                }
            }
            frame.site = site;
            return Operations.index(frame, self, name, indexed);
        }
    }

    private static final class Method0 extends Method {

        Method0(Node object, LuaString name, int site, String indexed) {
            super(object, name, site, indexed);
        }

        @Override
        Object eval(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            frame.site = site;
            return called instanceof LuaFunction callee
                    ? callee.call1(frame, self)
                    : one(frame, called, new Object[] {self});
        }

        @Override
        Object[] many(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            frame.site = site;
            return Operations.call(frame, called, new Object[] {self}, what);
        }

        @Override
        int tail(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            if (called instanceof Closure closure) {
                frame.site = site;
                Frame next = frame.replacedBy(closure);
                closure.bind(next, self);
                frame.value = next;
                return Step.TAIL_CALL;
            }
            return tail(frame, called, new Object[] {self});
        }
    }

    private static final class Method1 extends Method {
        private final Node a;

        Method1(Node object, LuaString name, Node a, int site, String indexed) {
            super(object, name, site, indexed);
            this.a = a;
        }

        @Override
        Object eval(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            Object va = a.eval(frame);
            frame.site = site;
            return called instanceof LuaFunction callee
                    ? callee.call2(frame, self, va)
                    : one(frame, called, new Object[] {self, va});
        }

        @Override
        Object[] many(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            Object va = a.eval(frame);
            frame.site = site;
            return Operations.call(frame, called, new Object[] {self, va}, what);
        }

        @Override
        int tail(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            Object va = a.eval(frame);
            if (called instanceof Closure closure) {
                frame.site = site;
                Frame next = frame.replacedBy(closure);
                closure.bind(next, self, va);
                frame.value = next;
                return Step.TAIL_CALL;
            }
            return tail(frame, called, new Object[] {self, va});
        }
    }

    private static final class Method2 extends Method {
        private final Node a;
        private final Node b;

        Method2(Node object, LuaString name, Node a, Node b, int site, String indexed) {
            super(object, name, site, indexed);
            this.a = a;
            this.b = b;
        }

        @Override
        Object eval(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            Object va = a.eval(frame);
            Object vb = b.eval(frame);
            frame.site = site;
            return called instanceof LuaFunction callee
                    ? callee.call3(frame, self, va, vb)
                    : one(frame, called, new Object[] {self, va, vb});
        }

        @Override
        Object[] many(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            Object va = a.eval(frame);
            Object vb = b.eval(frame);
            frame.site = site;
            return Operations.call(frame, called, new Object[] {self, va, vb}, what);
        }

        @Override
        int tail(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            Object va = a.eval(frame);
            Object vb = b.eval(frame);
            if (called instanceof Closure closure) {
                frame.site = site;
                Frame next = frame.replacedBy(closure);
                closure.bind(next, self, va, vb);
                frame.value = next;
                return Step.TAIL_CALL;
            }
            return tail(frame, called, new Object[] {self, va, vb});
        }
    }

    private static final class MethodMany extends Method {
        private final Node[] arguments;

        MethodMany(Node object, LuaString name, Node[] arguments, int site, String indexed) {
            super(object, name, site, indexed);
            this.arguments = arguments;
        }

        @Override
        Object eval(Frame frame) {
            return LuaFunction.first(many(frame));
        }

        @Override
        Object[] many(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            Object[] values = values(frame, arguments, 1);
            values[0] = self;
            frame.site = site;
            return Operations.call(frame, called, values, what);
        }

        @Override
        int tail(Frame frame) {
            Object self = object.eval(frame);
            Object called = find(frame, self);
            Object[] values = values(frame, arguments, 1);
            values[0] = self;
            return tail(frame, called, values);
        }
    }

    /** {@code ...} */
    static final class Varargs extends Node {
        @Override
        Object eval(Frame frame) {
            return LuaFunction.first(frame.varargs);
        }

        @Override
        Object[] many(Frame frame) {
            frame.lua.step(frame.varargs.length >> 4);
            return frame.varargs.clone();
        }

        @Override
        boolean multiple() {
            return true;
        }
    }

    /** One value of what could yield many. */
    static final class First extends Node {
        private final Node inner;

        First(Node inner) {
            this.inner = inner;
        }

        @Override
        Object eval(Frame frame) {
            return inner.eval(frame);
        }

        @Override
        double number(Frame frame) {
            return inner.number(frame);
        }

        @Override
        boolean test(Frame frame) {
            return inner.test(frame);
        }
    }

    static final class Concat extends Node {
        private final Node[] operands;
        private final String[] names;
        private final int site;

        Concat(Node[] operands, String[] names, int site) {
            this.operands = operands;
            this.names = names;
            this.site = site;
        }

        @Override
        Object eval(Frame frame) {
            if (operands.length == 2) {
                Object a = operands[0].eval(frame);
                Object b = operands[1].eval(frame);
                if (a instanceof LuaString left && b instanceof LuaString right) {
                    return Operations.join(frame, left, right);
                }
                frame.site = site;
                return Operations.concat(frame, new Object[] {a, b}, names);
            }
            Object[] values = new Object[operands.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = operands[i].eval(frame);
            }
            frame.site = site;
            return Operations.concat(frame, values, names);
        }
    }

    /** {@code function … end} */
    static final class NewClosure extends Node {
        private final Prototype prototype;

        /** Places in the frame, or, as -1 - index, among the upvalues of the function that makes this one. */
        private final int[] sources;

        NewClosure(Prototype prototype, int[] sources) {
            this.prototype = prototype;
            this.sources = sources;
        }

        @Override
        Object eval(Frame frame) {
            return make(frame);
        }

        Closure make(Frame frame) {
            frame.lua.allocate(Closure.BYTES + 8L * sources.length);
            Closure maker = frame.closure;
            Object[] upvalues = sources.length == 0 ? NOTHING : new Object[sources.length];
            for (int i = 0; i < upvalues.length; i++) {
                int source = sources[i];
                upvalues[i] = source >= 0 ? frame.slots[source] : maker.upvalues[-1 - source];
            }
            return new Closure(prototype, upvalues, maker.environment);
        }
    }
}
