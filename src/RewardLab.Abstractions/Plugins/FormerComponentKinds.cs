namespace RewardLab.Abstractions;

/// <summary>Former names of kinds of components: code that says them compiles, with a warning that says the present one.</summary>
public static class FormerComponentKinds
{
    extension(ComponentKind)
    {
        /// <summary>The former name of <see cref="ComponentKind.PromptGenerator"/>.</summary>
        [Obsolete("Use ComponentKind.PromptGenerator.")]
        public static ComponentKind Prompts => ComponentKind.PromptGenerator;

        /// <summary>The former name of <see cref="ComponentKind.ImageModel"/>.</summary>
        [Obsolete("Use ComponentKind.ImageModel.")]
        public static ComponentKind Images => ComponentKind.ImageModel;
    }
}
