using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;
using RewardLab.Architecture.Tests.Namespaces;

namespace RewardLab.Architecture.Tests;

/// <summary>The search for circles, on samples that are compiled here: every way in which one type can refer to another is seen.</summary>
public sealed class NamespaceGraphTests
{
    private const string Target =
        "namespace B { public class Item { public class Inner { } public static int Count; public static void Call() { } } public class ItemAttribute : "
        + "System.Attribute { public System.Type Of { get; set; } } }";

    [Theory]
    [InlineData("class Base : B.Item { }")]
    [InlineData("class Field { B.Item _item; }")]
    [InlineData("class Nested { B.Item.Inner[] _items; }")]
    [InlineData("class Property { public B.Item Item => null; }")]
    [InlineData("class Return { B.Item Make() => null; }")]
    [InlineData("class Parameter { void Take(ref B.Item item) { } }")]
    [InlineData("class Body { int Count() => B.Item.Count; }")]
    [InlineData("class Call { void Do() => B.Item.Call(); }")]
    [InlineData("class Local { object Make() { var item = new B.Item(); return item; } }")]
    [InlineData("class Argument { System.Collections.Generic.List<B.Item> _items; }")]
    [InlineData("class GenericCall { object Make() => System.Activator.CreateInstance<B.Item>(); }")]
    [InlineData("class Constraint<T> where T : B.Item { }")]
    [InlineData("[B.Item] class Attributed { }")]
    [InlineData("class AttributedParameter { void Take([B.Item] int count) { } }")]
    [InlineData("class TypeOf { System.Type Type() => typeof(B.Item); }")]
    [InlineData("class Closure { System.Func<int, object> Make(int n) => m => n > m ? new B.Item() : null; }")]
    [InlineData("class Iterator { System.Collections.Generic.IEnumerable<object> All() { yield return new B.Item(); } }")]
    [InlineData("class Async { async System.Threading.Tasks.Task Do() { await System.Threading.Tasks.Task.Yield(); B.Item.Call(); } }")]
    public void Reference_OfAnyKind_IsAnArrow(string type)
    {
        var arrow = Arrows($"namespace A {{ {type} }} {Target}").First(arrow => arrow.To == "B");
        arrow.From.ShouldBe("A");
        arrow.Type.ShouldStartWith("A.");
        arrow.Target.ShouldStartWith("B.Item");
        arrow.ToString().ShouldStartWith($"A -> B: {arrow.Type}.");
    }

    [Fact]
    public void Reference_InAnAttributesValue_IsAnArrow() =>
        Arrows("namespace A { public class Value { } [B.Item(Of = typeof(C.Value))] class "
            + $"Attributed {{ }} }} namespace C {{ public class Value {{ }} }} {Target}")
            .ShouldContain(arrow => arrow.From == "A" && arrow.To == "C");

    [Fact]
    public void Circles_OfArrowsOneWay_AreNone() =>
        Circles("namespace A { class One { B.Two _two; } } namespace B { class Two { C.Three _three; } } namespace C { class Three { } }").ShouldBeEmpty();

    [Fact]
    public void Circles_OfThreeNamespaces_NameEachArrowWithItsTypeAndMember() =>
        Circles(
            "namespace A { class One { B.Two _two; } } namespace B { class Two { C.Three _three; } } namespace C { class Three { void Back(A.One one) { } } }")
            .ShouldHaveSingleItem().Select(arrow => arrow.ToString()).ShouldBe(
            [
                "A -> B: A.One._two refers to B.Two",
                "B -> C: B.Two._three refers to C.Three",
                "C -> A: C.Three.Back refers to A.One",
            ]);

    [Fact]
    public void Circles_OfSeveral_AreFoundEachOnceAndByTheShortestWay() =>
        Circles("""
            namespace A { class One { B.Two _two; C.Three _three; } }
            namespace B { class Two { C.Three _three; } }
            namespace C { class Three { A.One _one; } }
            namespace D { class Four { E.Five _five; A.One _one; } }
            namespace E { class Five { D.Four _four; } }
            """).Select(circle => string.Join(' ', circle.Select(arrow => arrow.From))).ShouldBe(["A C", "D E"]);

    [Theory]
    [InlineData("namespace A { class One { } } namespace A.B { class Two { A.One _one; } }", 0)]
    [InlineData("namespace A { class One { A.B.Two _two; } } namespace A.B { class Two { } }", 0)]
    [InlineData("namespace A { class One { A.B.Two _two; } } namespace A.B { class Two { A.One _one; } }", 1)]
    public void Circles_OfParentAndChild_AreThoseOfAnyTwo(string source, int count) => Circles(source).Count.ShouldBe(count);

    [Fact]
    public void Circles_ThroughWhatTheCompilerAdds_AreNone() =>
        Circles(
            "namespace A { class One { int[] Many() => [1, 2, 3]; System.Collections.Generic.IReadOnlyList<B.Two> All(B.Two two) => [two, two]; "
            + "} } namespace B { class Two { object Pair() => new { A = 1 }; } }")
            .ShouldBeEmpty();

    private static IReadOnlyList<IReadOnlyList<NamespaceArrow>> Circles(string source) => new NamespaceGraph(Arrows(source)).Circles();

    private static List<NamespaceArrow> Arrows(string source)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(source)],
            [.. new[] { "System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Linq" }
                .Select(name => MetadataReference.CreateFromFile(Path.Combine(framework, name + ".dll")))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        stream.Position = 0;
        using var module = ModuleDefinition.ReadModule(stream);
        return [.. TypeReferences.Read(module, assembly => assembly == "Sample")];
    }
}
