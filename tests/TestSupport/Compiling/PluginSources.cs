namespace RewardLab.TestSupport;

/// <summary>C# of small plugins.</summary>
internal static class PluginSources
{
    /// <summary>The attribute that makes an assembly a plugin.</summary>
    public static string Attribute(string id, string contractVersion = "1.0") => $"[assembly: RewardLabPlugin(\"{id}\", \"{contractVersion}\")]\n";

    /// <summary>A factory of an ensemble that calls itself what the expression says.</summary>
    public static string Ensemble(string componentId, string nameExpression = "\"plain\"", string inConstructor = "", string className = "Mean") => $$"""

        [ExportEnsemble("{{componentId}}", Description = "made for a test")]
        public sealed class {{className}}Factory : ComponentFactory<IEnsemble, NoOptions>
        {
            public {{className}}Factory() { {{inConstructor}} }

            protected override IEnsemble Create(NoOptions options, ComponentContext context) => new {{className}}();
        }

        public sealed class {{className}} : IEnsemble
        {
            public string Name => {{nameExpression}};

            public double[] Combine(IReadOnlyList<double[]> rows) => rows[0];
        }
        """;

    /// <summary>A statement that writes a line to a file.</summary>
    public static string Witness(string path) => $"File.AppendAllText(@\"{path}\", \"ran\\n\");";

    /// <summary>A module initializer that writes a line to a file: runs before any other code of the assembly.</summary>
    public static string WitnessingInitializer(string path) => $$"""

        internal static class Initializer
        {
            [System.Runtime.CompilerServices.ModuleInitializer]
            internal static void Initialize() { {{Witness(path)}} }
        }
        """;
}
