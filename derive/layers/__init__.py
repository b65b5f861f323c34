"""Layers and losses under PyTorch's names: compositions of primitives, no derivative of their own."""

from .activation import ACTIVATIONS, Activation
from .linear import Linear
from .loss import LOSSES, Loss
from .normalization import BatchNorm1d, LayerNorm
from .passing import REFUSED, Dropout, Flatten, Identity, Residual
from .softmax import LogSoftmax, Softmax
from .stack import Layer, Stack

LAYERS = {
    "Linear": Linear,
    **ACTIVATIONS,
    "Softmax": Softmax,
    "LogSoftmax": LogSoftmax,
    "LayerNorm": LayerNorm,
    "BatchNorm1d": BatchNorm1d,
    "Residual": Residual,
    "Identity": Identity,
    "Dropout": Dropout,
    "Flatten": Flatten,
}

__all__ = ["LAYERS", "LOSSES", "REFUSED", "Activation", "Layer", "Linear", "Loss", "Stack"]
